// Compression is left to a proxy on both sides of the comparison.
export default { poweredByHeader: false, compress: false, serverExternalPackages: ["pg", "ioredis"] };

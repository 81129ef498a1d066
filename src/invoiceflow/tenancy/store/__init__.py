"""What tenancy writes: tenants, members, invitations and keys, here and in the directory."""

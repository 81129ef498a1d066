"""What a tenant sees of its business, and takes along. It changes things by others' actions only, but for exports."""

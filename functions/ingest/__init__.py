"""Takes a storefront's POST /recommend and keeps it as an interest event."""

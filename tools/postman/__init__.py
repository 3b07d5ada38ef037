"""The Postman collection and environment of the storefront API, made from the contract: ``python -m tools.postman``."""

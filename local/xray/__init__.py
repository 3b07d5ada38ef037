"""AWS X-Ray on the local stack: the daemon that functions send to, the traces they make, and the API to read them."""

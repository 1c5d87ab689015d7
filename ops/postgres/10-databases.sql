-- Run once, by the image of PostgreSQL, when its volume is empty. One database a service: none reads another's tables.
CREATE DATABASE yogeum_auth;
CREATE DATABASE yogeum_billing;
CREATE DATABASE yogeum_product;
CREATE DATABASE yogeum_kos;

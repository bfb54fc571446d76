-- Runs once, on an empty volume: a database and a role for each service, which nobody else may connect to.
\getenv order_password ORDER_DATABASE_PASSWORD
\getenv stock_password STOCK_DATABASE_PASSWORD
\getenv payment_password PAYMENT_DATABASE_PASSWORD
\getenv relay_password RELAY_DATABASE_PASSWORD

CREATE ROLE ordersaga_order LOGIN PASSWORD :'order_password';
CREATE ROLE ordersaga_stock LOGIN PASSWORD :'stock_password';
CREATE ROLE ordersaga_payment LOGIN PASSWORD :'payment_password';

CREATE DATABASE ordersaga_order OWNER ordersaga_order;
CREATE DATABASE ordersaga_stock OWNER ordersaga_stock;
CREATE DATABASE ordersaga_payment OWNER ordersaga_payment;

REVOKE ALL ON DATABASE ordersaga_order, ordersaga_stock, ordersaga_payment FROM PUBLIC;

-- The relay creates and drops days of outboxes, which only their owner may: in a service's database it acts as that service.
CREATE ROLE ordersaga_relay LOGIN PASSWORD :'relay_password';
GRANT ordersaga_order, ordersaga_stock, ordersaga_payment TO ordersaga_relay;
ALTER ROLE ordersaga_relay IN DATABASE ordersaga_order SET role = ordersaga_order;
ALTER ROLE ordersaga_relay IN DATABASE ordersaga_stock SET role = ordersaga_stock;
ALTER ROLE ordersaga_relay IN DATABASE ordersaga_payment SET role = ordersaga_payment;

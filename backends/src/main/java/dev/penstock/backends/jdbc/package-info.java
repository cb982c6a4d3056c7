/** The connector for JDBC drivers: it dials a backend's address while TLS verifies its name. */
@NullMarked
package dev.penstock.backends.jdbc;

import org.jspecify.annotations.NullMarked;

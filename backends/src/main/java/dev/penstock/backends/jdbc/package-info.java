/**
 * The connector for JDBC drivers: it dials a backend's address while TLS verifies its name. {@link
 * dev.penstock.backends.jdbc.JdbcConnector} is the entry point; a {@link dev.penstock.backends.jdbc.Dialect} adapts it
 * to a driver.
 *
 * <p>Everybody may use this package. It uses the values of {@code dev.penstock.backends}, and {@code
 * backends.sockets}.
 */
@NullMarked
package dev.penstock.backends.jdbc;

import org.jspecify.annotations.NullMarked;

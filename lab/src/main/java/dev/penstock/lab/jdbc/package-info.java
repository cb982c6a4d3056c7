/** A JDBC driver without a server; a test scripts its behaviour. */
@NullMarked
package dev.penstock.lab.jdbc;

import org.jspecify.annotations.NullMarked;

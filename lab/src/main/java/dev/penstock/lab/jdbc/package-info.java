/** A JDBC driver without a server, whose behaviour a test scripts. */
@NullMarked
package dev.penstock.lab.jdbc;

import org.jspecify.annotations.NullMarked;

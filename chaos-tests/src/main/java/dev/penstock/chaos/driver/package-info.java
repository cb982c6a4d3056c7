/** A JDBC driver that puts faults between a pool and the driver of PostgreSQL. */
@NullMarked
package dev.penstock.chaos.driver;

import org.jspecify.annotations.NullMarked;

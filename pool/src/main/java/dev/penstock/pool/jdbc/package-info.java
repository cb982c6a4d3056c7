/**
 * The JDBC objects of a claim: wrappers around the driver's objects. They time each call, examine each exception of the
 * driver, reset the session at the end of the claim, and give the slot back. The {@code Delegating} classes are
 * mechanical. {@code pool.claims} creates a claim's connection; an application sees only the JDBC interfaces.
 */
@NullMarked
package dev.penstock.pool.jdbc;

import org.jspecify.annotations.NullMarked;

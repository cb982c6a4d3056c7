/**
 * What an application holds of a claim: wrappers around the driver's objects. They time what goes to the driver, look
 * at what it throws, and give the slot back with its session reset. The {@code Delegating} classes are mechanical.
 */
@NullMarked
package dev.penstock.pool.jdbc;

import org.jspecify.annotations.NullMarked;

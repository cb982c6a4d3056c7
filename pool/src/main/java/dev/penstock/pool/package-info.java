/**
 * The pool for applications: {@link dev.penstock.pool.PenstockDataSource}, its configuration, its exceptions and their
 * reports. Exported to everybody. The packages below belong to the module.
 */
@NullMarked
package dev.penstock.pool;

import org.jspecify.annotations.NullMarked;

/**
 * The pool as an application sees it: {@link dev.penstock.pool.PenstockDataSource}, its configuration, what it
 * throws, and the reports that say why.
 */
@NullMarked
package dev.penstock.pool;

import org.jspecify.annotations.NullMarked;

/**
 * The bundles that a pool writes by itself: at an alert, and at the end of the process soon after one. The pool begins
 * and ends that with its MBeans; nobody else calls this package.
 */
@NullMarked
package dev.penstock.pool.bundle;

import org.jspecify.annotations.NullMarked;

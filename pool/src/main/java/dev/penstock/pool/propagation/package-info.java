/**
 * Carries operations to other threads by Micrometer's context-propagation, if the application has that library. The
 * library finds this package as a service; no other package uses it.
 */
@NullMarked
package dev.penstock.pool.propagation;

import org.jspecify.annotations.NullMarked;

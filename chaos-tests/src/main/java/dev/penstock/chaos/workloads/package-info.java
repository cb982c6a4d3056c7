/** The work that the users of the pool do, one class each kind. */
@NullMarked
package dev.penstock.chaos.workloads;

import org.jspecify.annotations.NullMarked;

/** The faults, one class or factory each kind. */
@NullMarked
package dev.penstock.chaos.nemeses;

import org.jspecify.annotations.NullMarked;

/** Loopback addresses, conditions to wait on, and the error of the lab's parts. */
@NullMarked
package dev.penstock.lab;

import org.jspecify.annotations.NullMarked;

/** Loopback addresses, waits for conditions, jcstress runs, and the lab's exception. */
@NullMarked
package dev.penstock.lab;

import org.jspecify.annotations.NullMarked;

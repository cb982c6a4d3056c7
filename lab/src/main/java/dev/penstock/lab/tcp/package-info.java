/** A TCP proxy that damages what passes through it. */
@NullMarked
package dev.penstock.lab.tcp;

import org.jspecify.annotations.NullMarked;

/** A TCP proxy that delays, drops or breaks the traffic through it. */
@NullMarked
package dev.penstock.lab.tcp;

import org.jspecify.annotations.NullMarked;

/** The terminal: {@code sql}, {@code watch} and {@code pools}. Only the runnable jar uses it. */
@NullMarked
package dev.penstock.console.terminal;

import org.jspecify.annotations.NullMarked;

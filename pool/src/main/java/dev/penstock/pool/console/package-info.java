/** The SPI by which a pool opens a console over HTTP, and the address of that console. */
@NullMarked
package dev.penstock.pool.console;

import org.jspecify.annotations.NullMarked;

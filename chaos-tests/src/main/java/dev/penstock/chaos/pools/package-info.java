/** The pools under test: what each gets to open, and how the known ones are configured. */
@NullMarked
package dev.penstock.chaos.pools;

import org.jspecify.annotations.NullMarked;

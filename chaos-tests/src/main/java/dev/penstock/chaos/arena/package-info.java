/** One run's surroundings: servers, a pool under test, its users, and the record of what happens. */
@NullMarked
package dev.penstock.chaos.arena;

import org.jspecify.annotations.NullMarked;

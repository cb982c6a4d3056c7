/** Scenarios on real servers: what the pool promises while the world misbehaves. */
@NullMarked
package dev.penstock.chaos.scenarios;

import org.jspecify.annotations.NullMarked;

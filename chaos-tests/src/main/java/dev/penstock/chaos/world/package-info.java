/**
 * What scenarios and the demo play in: real servers that a name server knows, accounts on them, and threads that move
 * money.
 */
@NullMarked
package dev.penstock.chaos.world;

import org.jspecify.annotations.NullMarked;

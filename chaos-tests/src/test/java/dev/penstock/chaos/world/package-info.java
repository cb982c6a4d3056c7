/** Tests of what the servers and the users of a scenario are watched by. */
@NullMarked
package dev.penstock.chaos.world;

import org.jspecify.annotations.NullMarked;

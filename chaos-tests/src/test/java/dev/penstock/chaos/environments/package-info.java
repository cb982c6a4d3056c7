/** A pool in environments that others built: a pooler, containers, a cluster manager. Tests skip what is absent. */
@NullMarked
package dev.penstock.chaos.environments;

import org.jspecify.annotations.NullMarked;

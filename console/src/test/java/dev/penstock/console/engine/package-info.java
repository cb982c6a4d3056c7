/** Tests of the engine's parts that need no pool. */
@NullMarked
package dev.penstock.console.engine;

import org.jspecify.annotations.NullMarked;

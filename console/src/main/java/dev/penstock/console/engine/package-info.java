/**
 * The views as tables of H2, whose rows are read from the pools while a statement runs. Only H2 and the package above
 * use it, because H2's own types are in its signatures.
 */
@NullMarked
package dev.penstock.console.engine;

import org.jspecify.annotations.NullMarked;

/**
 * The flight recorder of rare events. The pool and its backends write; records and reports read. It uses no other
 * package of the library.
 */
@NullMarked
package dev.penstock.waits.recorder;

import org.jspecify.annotations.NullMarked;

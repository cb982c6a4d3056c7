/** The forms of a result: aligned text, CSV and JSON. */
@NullMarked
package dev.penstock.console.format;

import org.jspecify.annotations.NullMarked;

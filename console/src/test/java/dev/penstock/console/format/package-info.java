/** Tests of the forms of a result. */
@NullMarked
package dev.penstock.console.format;

import org.jspecify.annotations.NullMarked;

/** What the tests of the console share. */
@NullMarked
package dev.penstock.console;

import org.jspecify.annotations.NullMarked;

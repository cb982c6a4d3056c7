/** Tests of the sources of records. */
@NullMarked
package dev.penstock.console.source;

import org.jspecify.annotations.NullMarked;

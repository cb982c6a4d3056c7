/** Tests of the records for Jdbi. */
@NullMarked
package dev.penstock.console.stats;

import org.jspecify.annotations.NullMarked;

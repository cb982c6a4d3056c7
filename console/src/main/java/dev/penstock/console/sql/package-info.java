/** SQL over the records of pools: read-only, bounded in time and rows, and consistent within a statement. */
@NullMarked
package dev.penstock.console.sql;

import org.jspecify.annotations.NullMarked;

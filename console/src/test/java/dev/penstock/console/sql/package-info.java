/** Tests of SQL over the records of pools. */
@NullMarked
package dev.penstock.console.sql;

import org.jspecify.annotations.NullMarked;

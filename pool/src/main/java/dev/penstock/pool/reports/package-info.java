/**
 * What a pool tells about single claims: the reports that it keeps and the explanation of one claim. Applications read
 * these values; the pool makes them.
 */
@NullMarked
package dev.penstock.pool.reports;

import org.jspecify.annotations.NullMarked;

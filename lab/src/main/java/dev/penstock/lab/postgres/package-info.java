/** Real PostgreSQL servers, one per loopback address, that can be frozen, killed and started again. */
@NullMarked
package dev.penstock.lab.postgres;

import org.jspecify.annotations.NullMarked;

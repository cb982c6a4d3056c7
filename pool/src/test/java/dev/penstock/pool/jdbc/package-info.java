@NullMarked
package dev.penstock.pool.jdbc;

import org.jspecify.annotations.NullMarked;

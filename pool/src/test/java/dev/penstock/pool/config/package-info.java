@NullMarked
package dev.penstock.pool.config;

import org.jspecify.annotations.NullMarked;

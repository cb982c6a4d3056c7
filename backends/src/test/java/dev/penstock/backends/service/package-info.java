@NullMarked
package dev.penstock.backends.service;

import org.jspecify.annotations.NullMarked;

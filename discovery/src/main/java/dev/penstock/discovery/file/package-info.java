/**
 * Discovery by a file that lists the backends: {@link dev.penstock.discovery.file.FileResolver} reads the file twice a
 * second and follows each change. Host names in the file are looked up by the finder that the caller supplies. Only the
 * module {@code pool} calls this package.
 */
@NullMarked
package dev.penstock.discovery.file;

import org.jspecify.annotations.NullMarked;

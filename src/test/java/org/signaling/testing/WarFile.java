package org.signaling.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.Assignable;
import org.jboss.shrinkwrap.api.Domain;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ArchiveExportException;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The file that the build made, as it is handed to a server: byte for byte. ShrinkWrap by itself would read it and write
 * a new one.
 */
public final class WarFile implements ZipExporter {

    private static final String NAME = "signaling.war";
    private static final Path FILE = Path.of(System.getProperty("war"));

    private final Archive<?> archive;

    /** For ShrinkWrap. */
    public WarFile(Archive<?> archive) {
        this.archive = archive;
    }

    /** The file itself. Not to be changed: no change would reach the server. */
    static WebArchive unchanged() {
        Domain domain = ShrinkWrap.createDomain();
        domain.getConfiguration().getExtensionLoader().addOverride(ZipExporter.class, WarFile.class);
        return read(domain);
    }

    /** A copy of the file to be changed. */
    public static WebArchive copy() {
        return read(ShrinkWrap.getDefaultDomain());
    }

    /**
     * Writes the file again with another text in one of its files, of the same length and with the same dates: as two builds
     * differ from one another.
     */
    public static Path changed(Path target, String name, UnaryOperator<String> change) {
        try (ZipFile war = new ZipFile(FILE.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
            for (ZipEntry entry : war.stream().toList()) {
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                byte[] bytes = war.getInputStream(entry).readAllBytes();
                if (entry.getName().equals(name)) {
                    byte[] other = change.apply(new String(bytes, StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8);
                    if (other.length != bytes.length || Arrays.equals(other, bytes)) {
                        throw new IllegalArgumentException("not another text of the same length");
                    }
                    bytes = other;
                }
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target;
    }

    /** What {@link #changed} wrote, to be deployed in place of the file. */
    public static WebArchive read(Path changed) {
        return ShrinkWrap.create(ZipImporter.class, NAME).importFrom(changed.toFile()).as(WebArchive.class);
    }

    private static WebArchive read(Domain domain) {
        return domain.getArchiveFactory().create(ZipImporter.class, NAME).importFrom(FILE.toFile())
                .as(WebArchive.class);
    }

    @Override
    public <T extends Assignable> T as(Class<T> type) {
        return archive.as(type);
    }

    @Override
    public InputStream exportAsInputStream() {
        try {
            return Files.newInputStream(FILE);
        } catch (IOException e) {
            throw new ArchiveExportException(e);
        }
    }

    @Override
    public void exportTo(OutputStream target) {
        try {
            Files.copy(FILE, target);
        } catch (IOException e) {
            throw new ArchiveExportException(e);
        }
    }

    @Override
    public void exportTo(File target, boolean overwrite) {
        CopyOption[] options = overwrite ? new CopyOption[]{StandardCopyOption.REPLACE_EXISTING} : new CopyOption[0];
        try {
            Files.copy(FILE, target.toPath(), options);
        } catch (IOException e) {
            throw new ArchiveExportException(e);
        }
    }

    @Override
    public void exportTo(File target) {
        exportTo(target, false);
    }
}

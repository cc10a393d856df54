package org.signaling.testing;

import java.io.File;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of the deployed WAR, from outside. */
@ExtendWith(ArquillianExtension.class)
public abstract class ServerTest {

    @ArquillianResource
    private URL address;

    /** The very file that the build made. */
    @Deployment(testable = false)
    public static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "signaling.war")
                .importFrom(new File(System.getProperty("war")))
                .as(WebArchive.class);
    }

    /** Where the server answers over HTTP: its root. */
    protected URI page() {
        return URI.create("http://" + address.getHost() + ":" + address.getPort() + "/");
    }

    /** Where the socket is. */
    protected URI socket() {
        return URI.create("ws://" + address.getHost() + ":" + address.getPort() + "/");
    }
}

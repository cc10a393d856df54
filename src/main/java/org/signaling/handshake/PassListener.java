package org.signaling.handshake;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;

/** Tells {@link PayaraParking} that a request has left the application. For all threads. */
@WebListener
public class PassListener implements ServletRequestListener {

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        if (event.getServletRequest() instanceof HttpServletRequest request) {
            PayaraParking.passed(request);
        }
    }
}

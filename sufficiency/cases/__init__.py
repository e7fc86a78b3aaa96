"""Cases: one scenario set beside another, on the central path or in draws that share their luck."""

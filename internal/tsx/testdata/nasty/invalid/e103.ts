yield yield yield
